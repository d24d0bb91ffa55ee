"""What people see: pages over the store, in four languages. Reads the domain, fetches nothing."""
