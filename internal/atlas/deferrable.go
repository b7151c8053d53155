package atlas

import (
	"context"

	"ariga.io/atlas/sql/schema"
)

// deferrable says of a foreign key that it is checked at commit, which atlas does not know.
type deferrable struct{ schema.Attr }

const deferrableQuery = `SELECT n.nspname, r.relname, c.conname FROM pg_catalog.pg_constraint c
	JOIN pg_catalog.pg_class r ON r.oid = c.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
	WHERE c.contype = 'f' AND c.condeferred`

// readDeferrable marks the foreign keys that PostgreSQL checks at commit.
func (d *Database) readDeferrable(ctx context.Context, r *schema.Realm) error {
	return eachRow(ctx, d.db, deferrableQuery, func(scan func(...any) error) error {
		var in, table, name string
		if err := scan(&in, &table, &name); err != nil {
			return err
		}
		if s, ok := r.Schema(in); ok {
			if t, ok := s.Table(table); ok {
				if fk, ok := t.ForeignKey(name); ok {
					fk.AddAttrs(deferrable{})
				}
			}
		}
		return nil
	})
}

// isDeferrable reports whether a foreign key is checked at commit.
func isDeferrable(f *schema.ForeignKey) bool {
	for _, a := range f.Attrs {
		if _, ok := a.(deferrable); ok {
			return true
		}
	}
	return false
}

// retimed returns the change of each foreign key that is checked at another time than the models say, or refers to the table of that name
// in another schema. The names of the tables' foreign keys agree.
func (d dialect) retimed(was, t *schema.Table) (list []schema.Change) {
	for _, fk := range t.ForeignKeys {
		old, ok := was.ForeignKey(fk.Symbol)
		switch {
		case !ok:
		case old.RefTable.Name == fk.RefTable.Name && !sameTable(old.RefTable, fk.RefTable):
			list = append(list, &schema.ModifyForeignKey{From: old, To: fk, Change: schema.ChangeRefTable})
		case isDeferrable(old) != isDeferrable(fk):
			list = append(list, &schema.ModifyForeignKey{From: old, To: fk, Change: schema.ChangeAttr})
		}
	}
	return list
}
