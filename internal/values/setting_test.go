package values

// setting is how a session is set up.
type setting struct {
	name string
	sets []string
}

// settings are those under which everything is tried.
var settings = []setting{
	{"UTC", []string{"SET timezone TO 'UTC'"}},
	{"New York", []string{"SET timezone TO 'America/New_York'"}},
	{"Kolkata", []string{"SET timezone TO 'Asia/Kolkata'"}},
	{"SQL, DMY", []string{"SET timezone TO 'America/New_York'", "SET datestyle TO 'SQL, DMY'"}},
	{"German", []string{"SET timezone TO 'Asia/Kolkata'", "SET datestyle TO 'German'", "SET intervalstyle TO 'iso_8601'"}},
	{"ISO 8601", []string{"SET timezone TO 'UTC'", "SET intervalstyle TO 'iso_8601'", "SET bytea_output TO 'escape'"}},
}

// plainSetting is that of the connection that reads what is stored.
var plainSetting = []string{"SET timezone TO 'UTC'", "SET datestyle TO 'ISO, MDY'", "SET intervalstyle TO 'postgres'", "SET bytea_output TO 'hex'"}
