"""How a shipment leaves the house."""
