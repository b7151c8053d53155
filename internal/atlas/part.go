package atlas

import (
	"context"
	"slices"

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
	WHERE x.indexrelid >= 16384 AND a.attrelid = r.oid AND a.attnum = x.indkey[k.n] AND o.oid = x.indcollation[k.n] AND x.indcollation[k.n] <> a.attcollation`

// expressionCollations asks for indexes that are of expressions, as PostgreSQL writes them: their parts say which collation is not the usual one.
const expressionCollations = `SELECT n.nspname, r.relname, i.relname, pg_catalog.pg_get_indexdef(i.oid) FROM pg_catalog.pg_index x
	JOIN pg_catalog.pg_class r ON r.oid = x.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
	JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid WHERE x.indexrelid >= 16384 AND x.indexprs IS NOT NULL`

// readPartCollations adds to parts of PostgreSQL's indexes collations that are not their columns' or expressions' own, which atlas does not read.
func (d *Database) readPartCollations(ctx context.Context, r *schema.Realm) error {
	err := eachRow(ctx, d.db, partCollations, func(scan func(...any) error) error {
		var in, table, index, collation string
		var at int
		if err := scan(&in, &table, &index, &at, &collation); err != nil {
			return err
		}
		if i := indexIn(r, in, table, index); i != nil && at < len(i.Parts) {
			i.Parts[at].AddAttrs(&schema.Collation{V: collation})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return eachRow(ctx, d.db, expressionCollations, func(scan func(...any) error) error {
		var in, table, index, definition string
		if err := scan(&in, &table, &index, &definition); err != nil {
			return err
		}
		if i := indexIn(r, in, table, index); i != nil {
			collateExpressions(i, definition)
		}
		return nil
	})
}

// indexIn is an index of a realm; nil without one.
func indexIn(r *schema.Realm, in, table, name string) *schema.Index {
	if s, ok := r.Schema(in); ok {
		if t, ok := s.Table(table); ok {
			if i, ok := t.Index(name); ok {
				return i
			}
		}
	}
	return nil
}

// collateExpressions gives parts of an index that are expressions the collations that its CREATE INDEX says outside of them.
func collateExpressions(i *schema.Index, definition string) {
	list := opened(definition)
	open := slices.IndexFunc(list, isOpening)
	if open < 0 {
		return
	}
	for n, part := range separated(list[open+1 : min(closing(list, open), len(list))]) {
		for at := 0; at+1 < len(part) && n < len(i.Parts) && i.Parts[n].C == nil; at++ {
			switch {
			case part[at].text == "(":
				at = closing(part, at)
			case part[at].is("COLLATE") && at+3 < len(part) && part[at+2].text == ".":
				i.Parts[n].AddAttrs(&schema.Collation{V: part[at+3].named()})
			case part[at].is("COLLATE"):
				i.Parts[n].AddAttrs(&schema.Collation{V: part[at+1].named()})
			}
		}
	}
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
