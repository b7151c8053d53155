package sqlstate

import (
	"os"
	"path/filepath"
	"strings"
)

// variables are what drivers read of the environment where the URL is silent, by the option of a URL that each stands for.
// Source: PostgreSQL's documentation, "Environment Variables".
var variables = []struct{ name, option string }{
	{"PGHOST", "host"}, {"PGPORT", "port"}, {"PGDATABASE", "database"}, {"PGUSER", "user"}, {"PGSERVICE", "service"}, {"PGSERVICEFILE", "servicefile"},
	{"PGSSLMODE", "sslmode"}, {"PGSSLROOTCERT", "sslrootcert"}, {"PGSSLCERT", "sslcert"}, {"PGSSLKEY", "sslkey"}, {"PGSSLNEGOTIATION", "sslnegotiation"},
	{"PGCONNECT_TIMEOUT", "connect_timeout"}, {"PGTARGETSESSIONATTRS", "target_session_attrs"}, {"PGTZ", "timezone"}, {"PGOPTIONS", "options"},
	{"PGAPPNAME", "application_name"}, {"PGDATESTYLE", "datestyle"}, {"PGMINPROTOCOLVERSION", "min_protocol_version"}, {"PGMAXPROTOCOLVERSION", "max_protocol_version"},
	{"PGCHANNELBINDING", "channel_binding"}, {"PGREQUIREAUTH", "require_auth"}, {"PGCLIENTENCODING", "client_encoding"},
}

// orEnvironment is " or in" and the variables that are set and that a message is about, by their option or their value; "" without one.
func orEnvironment(message string) string {
	lower, found := strings.ToLower(message), ""
	for _, v := range variables {
		value := os.Getenv(v.name)
		if value != "" && (strings.Contains(lower, v.option) || strings.Contains(message, `"`+value+`"`) || len(value) > 3 && strings.Contains(message, value)) {
			found += " or in " + v.name
		}
	}
	return found
}

const passwordVariable = "PGPASSWORD"

// passwordFile is the file of passwords that drivers read where the URL has none; "" where it is not there.
func passwordFile() string {
	file := os.Getenv("PGPASSFILE")
	if home, err := os.UserHomeDir(); file == "" && err == nil {
		file = filepath.Join(home, ".pgpass")
	}
	if _, err := os.Stat(file); err != nil {
		return ""
	}
	return file
}
