"""What is written from definitions: notebooks, reference pages, a new KPI's file. Computes no number."""
