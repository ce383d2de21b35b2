"""What is remembered: captures, vintages, findings, claims, alerts and the outbox."""
