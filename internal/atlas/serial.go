package atlas

import (
	"context"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"

	"github.com/drey-db/drey/internal/sqltext"
)

// nextvalQuery is the columns whose default is the next number of a sequence, with the sequence, its type where it stands beside the table,
// and whether it is the column's own: one that goes with it, or is at least called as such a one is.
const nextvalQuery = `SELECT n.nspname, r.relname, a.attname, s.relname, pg_catalog.pg_get_expr(f.adbin, f.adrelid),
	CASE WHEN s.relnamespace = r.relnamespace THEN (SELECT pg_catalog.format_type(q.seqtypid, NULL) FROM pg_catalog.pg_sequence q WHERE q.seqrelid = s.oid) ELSE '' END,
	s.relname = r.relname || '_' || a.attname || '_seq' OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend o
		WHERE o.classid = 'pg_catalog.pg_class'::regclass AND o.objid = s.oid AND o.refclassid = 'pg_catalog.pg_class'::regclass
		AND o.refobjid = r.oid AND o.refobjsubid = a.attnum AND o.deptype = 'a')
	FROM pg_catalog.pg_attrdef f JOIN pg_catalog.pg_class r ON r.oid = f.adrelid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
	JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = f.adnum
	JOIN pg_catalog.pg_depend u ON u.classid = 'pg_catalog.pg_attrdef'::regclass AND u.objid = f.oid AND u.refclassid = 'pg_catalog.pg_class'::regclass
	JOIN pg_catalog.pg_class s ON s.oid = u.refobjid AND s.relkind = 'S'
	WHERE pg_catalog.pg_get_expr(f.adbin, f.adrelid) = pg_catalog.format('nextval(%L::regclass)', s.oid::pg_catalog.regclass)`

// readSerial tells serial columns from those that take numbers from a sequence of somebody's: atlas goes by the sequence's name.
func (d *Database) readSerial(ctx context.Context, r *schema.Realm) error {
	return eachRow(ctx, d.db, nextvalQuery, func(scan func(...any) error) error {
		var in, table, name, text string
		var own bool
		var by counter
		if err := scan(&in, &table, &name, &by.sequence, &text, &by.integer, &own); err != nil {
			return err
		}
		if c := columnIn(r, in, table, name); c != nil {
			countBy(c, by, text, own)
		}
		return nil
	})
}

// columnIn is a column of a realm; nil without one.
func columnIn(r *schema.Realm, in, table, name string) *schema.Column {
	if s, ok := r.Schema(in); ok {
		if t, ok := s.Table(table); ok {
			if c, ok := t.Column(name); ok {
				return c
			}
		}
	}
	return nil
}

// countBy has a column be serial where a sequence is its own, and else an integer with a default.
func countBy(c *schema.Column, by counter, text string, own bool) {
	if by.integer != "" && own && !c.Type.Null {
		c.AddAttrs(by)
	}
	switch t := c.Type.Type.(type) {
	case *schema.IntegerType:
		if own && !c.Type.Null {
			serial := &postgres.SerialType{SequenceName: by.sequence}
			serial.SetType(t)
			c.Type.Type, c.Type.Raw, c.Default = serial, serial.T, nil
		}
	case *postgres.SerialType:
		if !own {
			integer := t.IntegerType()
			c.Type.Type, c.Type.Raw, c.Default = integer, integer.T, &schema.RawExpr{X: text}
		}
	}
}

// serial has a column be counted by a sequence of its own, or no longer: its integer is what atlas is left with, and is converted as another
// one. Between two serial types it is a change of the integer, and of that of the sequence.
func (a *alteration) serial() {
	a.recount()
	from, was := a.from.Type.Type.(*postgres.SerialType)
	to, is := a.to.Type.Type.(*postgres.SerialType)
	if was {
		a.from = integerOf(a.from, from)
	}
	if is {
		a.to = integerOf(a.to, to)
	}
	switch {
	case was && !is:
		a.first("DROP DEFAULT")
		a.behind = append(a.behind, "DROP SEQUENCE "+a.sequence(from))
	case is && !was:
		name := a.sequence(to)
		a.behind = append(a.behind, "CREATE SEQUENCE "+name+" AS "+a.typeName(a.to.Type.Type)+" OWNED BY "+a.name(a.table)+"."+identifier(a.to.Name))
		a.then("SET DEFAULT nextval(" + sqltext.Literal(name) + ")")
		a.behind = append(a.behind, a.countOn())
		if a.from.Default != nil {
			a.change |= schema.ChangeDefault
		}
	}
	a.change = a.withoutType(a.change)
}

// integerOf is a serial column without what counts it.
func integerOf(c *schema.Column, s *postgres.SerialType) *schema.Column {
	own, integer := *c, s.IntegerType()
	own.Type = &schema.ColumnType{Type: integer, Raw: integer.T, Null: c.Type.Null}
	own.Default = nil
	return &own
}

// sequence is the sequence of the column, as statements write it.
func (a *alteration) sequence(s *postgres.SerialType) string {
	name := firstOrNone(s.SequenceName, sqltext.Suffixed(a.table.Name, a.to.Name, "seq"))
	return qualified(a.d.called(a.table.Schema, name))
}
