package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// Dialect is a database's SQL as data. The zero value is SQL with ? for placeholders and no ability but the least.
type Dialect struct {
	Name        string  // "postgres", "sqlite", or a third party's
	Placeholder string  // "$" numbers them, "?" does not
	Quote       byte    // around identifiers; 0: "
	Features    Feature // what the database can do
	Now         string  // how it spells now(); "": now()
	UUID        string  // how it spells gen_random_uuid(); "": gen_random_uuid()
	Tables      *Tables // under which names tables stand; nil: those that they say themselves
}

// Tables are names under which tables stand instead of those that they say themselves, as repo.WithSchema and repo.WithTable
// give them: the Dialect of a session with such options has them.
type Tables = render.Tables

// Feature is a set of abilities.
type Feature = render.Feature

// What a database may be able to do.
const (
	Returning              = render.Returning         // RETURNING
	FeatureArrayParams     = render.ArrayParams       // = ANY($1), unnest($1), typed by NULL::table
	FeatureILike           = render.ILike             // ILIKE
	FeatureTypedParams     = render.TypedParams       // parameters need a type: CAST($1 AS bigint) where nothing else tells it
	FeatureDefaultInValues = render.DefaultInValues   // DEFAULT as a value in VALUES
	FeatureBareOffset      = render.BareOffset        // OFFSET without LIMIT
	FeatureRowLocks        = render.RowLocks          // FOR UPDATE, FOR SHARE and their options
	FeatureFullJoin        = render.FullJoin          // RIGHT JOIN and FULL JOIN
	FeatureUpdateFrom      = render.UpdateFrom        // UPDATE ... FROM
	FeatureNullsOrder      = render.NullsOrder        // NULLS FIRST and NULLS LAST
	FeatureIsDistinct      = render.IsDistinct        // IS DISTINCT FROM; else = and <> beside IS NULL
	FeatureRowValues       = render.RowValues         // count(DISTINCT (a, b))
	FeatureDefaultInSet    = render.DefaultInSet      // DEFAULT as a value in UPDATE ... SET
	FeatureReturningFrom   = render.ReturningFrom     // RETURNING of what UPDATE ... FROM reads
	FeatureCursors         = render.Cursors           // DECLARE ... CURSOR, FETCH and CLOSE
	FeatureDistinctOn      = render.DistinctOn        // DISTINCT ON
	FeatureLateralJoin     = render.LateralJoin       // LATERAL
	FeatureWritingCTE      = render.WritingCTE        // INSERT, UPDATE and DELETE inside WITH
	FeatureUpserts         = render.Upserts           // ON CONFLICT
	FeatureConstraints     = render.ConstraintTargets // ON CONFLICT ON CONSTRAINT
	FeatureSelectConflicts = render.SelectConflicts   // ON CONFLICT right behind a SELECT without WHERE
	FeatureDeleteUsing     = render.DeleteUsing       // DELETE ... USING
	FeatureArrays          = render.Arrays            // arrays and their operators
	FeatureJSONOperators   = render.JSONOperators     // ->, ->>, @> and ? as of jsonb
	FeatureRegexps         = render.Regexps           // ~ and its like
	FeatureGroupingSets    = render.GroupingSets      // GROUPING SETS, ROLLUP and CUBE
	FeatureOrderedSets     = render.OrderedSets       // WITHIN GROUP
	FeatureSetAll          = render.SetAll            // INTERSECT ALL and EXCEPT ALL
	FeatureNestedSets      = render.NestedSets        // parentheses around the queries of a UNION
	FeatureColumnAliases   = render.ColumnAliases     // AS name(column, ...) in FROM
	FeatureKeyLocks        = render.KeyLocks          // FOR NO KEY UPDATE and FOR KEY SHARE
	FeatureSequences       = render.Sequences         // nextval and pg_get_serial_sequence
	FeatureGreatest        = render.Greatest          // greatest and least, which leave NULL out; else max and min
	FeatureSeries          = render.Series            // generate_series; else a recursive query
	FeatureIntervals       = render.Intervals         // EXTRACT, date_trunc, AT TIME ZONE and intervals; else strftime over UTC
	FeatureSkipLocked      = render.SkipLocked        // SKIP LOCKED
	FeatureCopy            = render.Copy              // COPY, by which bulk writes load many rows where the backend can
	FeatureDeferrable      = render.Deferrable        // foreign keys that are checked at commit; else at once, whatever a tag says
	FeatureGlob            = render.Glob              // LIKE does not tell a from A, and GLOB does: StartsWith, EndsWith and Contains are that
	FeatureTextDecimals    = render.TextDecimals      // decimals are kept as text: they are compared, sorted and summed up by CAST(... AS NUMERIC)
	FeatureAffinities      = render.Affinities        // types are SQLite's affinities: Cast to others has SQLite's functions, or is refused
)

// ErrMissingWhere is the error of an UPDATE or DELETE whose Where says nothing and that does not say AllRows.
var ErrMissingWhere = render.ErrMissingWhere

// UnsupportedError says that a statement asks for what the dialect's database does not have. It appears when the statement
// is rendered, before anything is sent.
type UnsupportedError = render.UnsupportedError

// Postgres returns PostgreSQL 13 and later, and what speaks like it.
func Postgres() Dialect {
	return Dialect{
		Name: "postgres", Placeholder: "$", Quote: '"',
		Features: Returning | FeatureArrayParams | FeatureILike | FeatureTypedParams | FeatureDefaultInValues | FeatureBareOffset |
			FeatureRowLocks | FeatureFullJoin | FeatureUpdateFrom | FeatureNullsOrder | FeatureIsDistinct | FeatureRowValues | FeatureDefaultInSet |
			FeatureReturningFrom | FeatureCursors | FeatureDistinctOn | FeatureLateralJoin | FeatureWritingCTE | FeatureUpserts |
			FeatureConstraints | FeatureSelectConflicts | FeatureDeleteUsing | FeatureArrays | FeatureJSONOperators | FeatureRegexps |
			FeatureGroupingSets | FeatureOrderedSets | FeatureSetAll | FeatureNestedSets | FeatureColumnAliases | FeatureKeyLocks |
			FeatureSequences | FeatureIntervals | FeatureGreatest | FeatureSeries | FeatureSkipLocked | FeatureCopy | FeatureDeferrable,
	}
}

// SQLite returns SQLite 3.39 and later; AggregateOrderBy wants 3.44, and AddInterval and the weeks of Extract 3.46. Clear FeatureFullJoin and FeatureIsDistinct for one since 3.35.
func SQLite() Dialect {
	return Dialect{
		Name: "sqlite", Placeholder: "?", Quote: '"',
		Features: Returning | FeatureFullJoin | FeatureUpdateFrom | FeatureNullsOrder | FeatureIsDistinct | FeatureUpserts |
			FeatureDeferrable | FeatureGlob | FeatureTextDecimals | FeatureAffinities,
		Now:  `rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')`,
		UUID: `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`,
	}
}

// Compile returns the text that is sent for stmt on a database of dialect d, and its arguments, without what an
// engine adds when it sends it: the conditions of filters and of softdelete columns, and the joins of Load. It is pure and safe for
// concurrent use. Every mistake in the statement appears here.
func Compile(stmt Sqlizer, d Dialect) (sql string, args []any, err error) {
	c, err := render.Compile(statementOf(stmt), render.Dialect(d))
	return c.SQL, c.Args, err
}

func showNode(n *ast.Node) string {
	return render.ShowNode(n, render.Dialect(Postgres()))
}

// shown returns a statement's text for people: PostgreSQL's, without the arguments.
func shown(s ast.Statement) string { return render.Show(s, render.Dialect(Postgres())) }
