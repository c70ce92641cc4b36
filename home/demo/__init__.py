"""The demonstration: fictional organisations and people, real courses."""
