package atlas

import (
	"strings"
)

func split(name string) (table, column string) {
	at := strings.LastIndexByte(name, '.')
	return name[:max(at, 0)], name[at+1:]
}

func joined(schema, table string) string {
	if schema == "" {
		return table
	}
	return schema + "." + table
}

// identifier is one name in quotes.
func identifier(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// TypeName is the name of a type with its schema, each in quotes where it needs them.
func TypeName(schema, name string) string {
	if schema != "" {
		return TypeName("", schema) + "." + TypeName("", name)
	}
	const digits = "0123456789"
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_"+digits) == "" && strings.TrimLeft(name, digits) == name {
		return name
	}
	return identifier(name)
}

// qualified is a table's name in quotes, with its schema where it has one.
func qualified(table string) string {
	schema, name := split(table)
	if schema == "" {
		return identifier(name)
	}
	return identifier(schema) + "." + identifier(name)
}
