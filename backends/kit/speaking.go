package kit

import "github.com/drey-db/drey/backends"

// DialectOf returns the dialect of the database that u is a transaction of, as the [Guard] in it says; "" where there is none. It sends
// nothing.
func DialectOf(u backends.UnitOfWork) string {
	if g, ok := u.(interface{ speaks() string }); ok {
		return g.speaks()
	}
	return ""
}

func (g *Guard) speaks() string { return g.Dialect }
