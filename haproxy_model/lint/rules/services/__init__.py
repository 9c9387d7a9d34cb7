"""SVC: services beside Galera that one server writes."""
