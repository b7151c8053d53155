package schema

import (
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
)

// indexPart is a part of an index with what is said of it.
type indexPart struct {
	builder.Sqlizer
	class, nulls, collate string
}

// OpClass is a part of an index with another operator class than its type's own, such as jsonb_path_ops or gin_trgm_ops. SQLite has
// none and leaves it out.
func OpClass(part builder.Sqlizer, class string) builder.Sqlizer {
	p := indexPartOf(part)
	p.class = class
	return p
}

// Collate is a part of an index, a column or an expression, with another collation than its own, such as NOCASE on SQLite or "C" on PostgreSQL.
func Collate(part builder.Sqlizer, collation string) builder.Sqlizer {
	p := indexPartOf(part)
	p.collate = collation
	return p
}

// NullsFirst is a part of an index that puts NULLs first, on PostgreSQL alone.
func NullsFirst(part builder.Sqlizer) builder.Sqlizer {
	p := indexPartOf(part)
	p.nulls = "FIRST"
	return p
}

// NullsLast is a part of an index that puts NULLs last, on PostgreSQL alone.
func NullsLast(part builder.Sqlizer) builder.Sqlizer {
	p := indexPartOf(part)
	p.nulls = "LAST"
	return p
}

func indexPartOf(x builder.Sqlizer) indexPart {
	if p, ok := x.(indexPart); ok {
		return p
	}
	return indexPart{Sqlizer: x}
}

// withAttributes is a part of an index with what is said of it beside its text.
func withAttributes(p atlas.Part, on builder.Sqlizer) atlas.Part {
	said := indexPartOf(on)
	p.Class, p.Nulls, p.Collate = said.class, said.nulls, said.collate
	return p
}
