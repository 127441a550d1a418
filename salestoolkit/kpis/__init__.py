"""The KPIs: one file each, found by its presence. A file imports only public names of salestoolkit."""
