"""What the demo province has of assessment, made through the same services as everybody's."""
