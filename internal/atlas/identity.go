package atlas

import (
	"fmt"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"

	"github.com/drey-db/drey/internal/sqltext"
)

// identity makes a column an identity column, or one no longer, or one of the other kind. Atlas takes none of this, or counts anew.
func (a *alteration) identity() {
	was, is := identityOf(a.from), identityOf(a.to)
	if !a.change.Is(schema.ChangeAttr) {
		return
	}
	a.change &^= schema.ChangeAttr
	switch {
	case is == nil:
		a.first("DROP IDENTITY")
	case was == nil:
		a.then("ADD GENERATED " + generation(is) + " AS IDENTITY" + options(is))
		a.behind = append(a.behind, a.countOn())
	default:
		a.then("SET GENERATED " + generation(is))
	}
}

func generation(i *postgres.Identity) string {
	if i.Generation == "" {
		return "BY DEFAULT"
	}
	return i.Generation
}

// options are where a sequence starts and how far it goes, where that is not usual.
func options(i *postgres.Identity) string {
	if s := i.Sequence; s == nil || s.Start <= 1 && s.Increment <= 1 {
		return ""
	}
	return fmt.Sprintf(" (START WITH %d INCREMENT BY %d)", i.Sequence.Start, i.Sequence.Increment)
}

// countOn has a new sequence go on behind the numbers that are there.
func (a *alteration) countOn() string {
	table, column := a.name(a.table), identifier(a.to.Name)
	return fmt.Sprintf("SELECT setval(pg_get_serial_sequence(%s, %s), greatest(coalesce(max(%s), 0), 0) + 1, false) FROM %s",
		sqltext.Literal(table), sqltext.Literal(a.to.Name), column, table)
}
