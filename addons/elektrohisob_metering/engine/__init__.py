"""Pure computation of kWh: from register readings to dated consumption."""
