"""The fields that the app adds to the Item."""

PARAMETERS = "supplier_connect_parameters"
DATASHEET = "supplier_connect_datasheet"
