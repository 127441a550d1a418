"""The KPIs, found by their presence: a file each, or a package where one file would be longer than 300 lines.

A package's ``__init__.py`` defines the one KPI; its studies lie in private modules beside it, each named for its subject.
A KPI imports public names of salestoolkit and its own package's modules, and no other KPI.
"""
