package atlas

import (
	"context"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// partAttributes returns the operator class of a part of an index and where it puts NULLs, where those are not the usual ones.
func partAttributes(p *schema.IndexPart) (class, nulls string) {
	for _, a := range p.Attrs {
		switch a := a.(type) {
		case *postgres.IndexOpClass:
			if !a.Default {
				class = a.Name
			}
		case *postgres.IndexColumnProperty:
			if a.NullsFirst && !p.Desc {
				nulls = "FIRST"
			} else if a.NullsLast && p.Desc {
				nulls = "LAST"
			}
		}
	}
	return class, nulls
}

func addPartAttributes(made *schema.IndexPart, p Part) {
	if p.Collate != "" {
		made.AddAttrs(&schema.Collation{V: p.Collate})
	}
	if p.Class != "" {
		made.AddAttrs(&postgres.IndexOpClass{Name: p.Class})
	}
	if p.Nulls != "" {
		made.AddAttrs(&postgres.IndexColumnProperty{NullsFirst: p.Nulls == "FIRST", NullsLast: p.Nulls == "LAST"})
	}
}

// collated is a part of an index that is a column with a collation, or one other thing with it, as one that says both.
func (p Part) collated() Part {
	list := unwrapped(tokens(p.Expression))
	last := len(list) - 1
	if last < 2 || !list[last-1].is("COLLATE") || list[last].kind > nameToken {
		return p
	}
	of := list[:last-1]
	switch call := of[0].kind <= nameToken; {
	case len(of) == 1 && call:
		p.Column, p.Expression = of[0].named(), ""
	case of[0].text == "(" && closing(of, 0) == len(of)-1, call && of[1].text == "(" && closing(of, 1) == len(of)-1:
		p.Expression = source(p.Expression, of)
	default:
		return p
	}
	p.Collate = list[last].named()
	return p
}

const partCollations = `SELECT n.nspname, r.relname, i.relname, k.n, o.collname FROM pg_catalog.pg_index x
	JOIN pg_catalog.pg_class r ON r.oid = x.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
	JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid, generate_series(0, x.indnkeyatts - 1) AS k (n),
	pg_catalog.pg_attribute a, pg_catalog.pg_collation o
	WHERE a.attrelid = r.oid AND a.attnum = x.indkey[k.n] AND o.oid = x.indcollation[k.n] AND x.indcollation[k.n] <> a.attcollation`

// readPartCollations adds to parts of PostgreSQL's indexes collations that are not their columns' own, which atlas does not read.
func (d *Database) readPartCollations(ctx context.Context, r *schema.Realm) error {
	return eachRow(ctx, d.db, partCollations, func(scan func(...any) error) error {
		var in, table, index, collation string
		var at int
		if err := scan(&in, &table, &index, &at, &collation); err != nil {
			return err
		}
		if s, ok := r.Schema(in); ok {
			if t, ok := s.Table(table); ok {
				if i, ok := t.Index(index); ok && at < len(i.Parts) {
					i.Parts[at].AddAttrs(&schema.Collation{V: collation})
				}
			}
		}
		return nil
	})
}

// recollated returns the indexes of a table whose parts have other collations than the models say. The indexes' names agree.
func recollated(was, t *schema.Table) (list []schema.Change) {
	for _, i := range t.Indexes {
		old, ok := was.Index(i.Name)
		if !ok || len(old.Parts) != len(i.Parts) {
			continue
		}
		for n, p := range i.Parts {
			if collationOf(old.Parts[n].Attrs, "") != collationOf(p.Attrs, "") {
				list = append(list, &schema.ModifyIndex{From: old, To: i, Change: schema.ChangeParts})
				break
			}
		}
	}
	return list
}
