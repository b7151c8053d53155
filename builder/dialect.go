package builder

import "github.com/drey-db/drey/internal/statement"

// Dialect is a database's SQL as data. The zero value is SQL with ? for placeholders and no ability but the least.
type Dialect struct {
	Name        string  // "postgres", "sqlite", or a third party's
	Placeholder string  // "$" numbers them, "?" does not
	Quote       byte    // around identifiers; 0: "
	Features    Feature // what the database can do
	Now         string  // how it spells now(); "": now()
	UUID        string  // how it spells gen_random_uuid(); "": gen_random_uuid()
}

// Feature is a set of abilities.
type Feature = statement.Feature

// What a database may be able to do.
const (
	Returning              = statement.Returning         // RETURNING
	FeatureArrayParams     = statement.ArrayParams       // = ANY($1), unnest($1), typed by NULL::table
	FeatureILike           = statement.ILike             // ILIKE
	FeatureTypedParams     = statement.TypedParams       // parameters need a type: CAST($1 AS bigint) where nothing else tells it
	FeatureDefaultInValues = statement.DefaultInValues   // DEFAULT as a value in VALUES
	FeatureBareOffset      = statement.BareOffset        // OFFSET without LIMIT
	FeatureRowLocks        = statement.RowLocks          // FOR UPDATE, FOR SHARE and their options
	FeatureFullJoin        = statement.FullJoin          // RIGHT JOIN and FULL JOIN
	FeatureUpdateFrom      = statement.UpdateFrom        // UPDATE ... FROM
	FeatureNullsOrder      = statement.NullsOrder        // NULLS FIRST and NULLS LAST
	FeatureIsDistinct      = statement.IsDistinct        // IS DISTINCT FROM; else = and <> beside IS NULL
	FeatureRowValues       = statement.RowValues         // count(DISTINCT (a, b))
	FeatureDefaultInSet    = statement.DefaultInSet      // DEFAULT as a value in UPDATE ... SET
	FeatureReturningFrom   = statement.ReturningFrom     // RETURNING of what UPDATE ... FROM reads
	FeatureCursors         = statement.Cursors           // DECLARE ... CURSOR, FETCH and CLOSE
	FeatureDistinctOn      = statement.DistinctOn        // DISTINCT ON
	FeatureLateralJoin     = statement.LateralJoin       // LATERAL
	FeatureWritingCTE      = statement.WritingCTE        // INSERT, UPDATE and DELETE inside WITH
	FeatureUpserts         = statement.Upserts           // ON CONFLICT
	FeatureConstraints     = statement.ConstraintTargets // ON CONFLICT ON CONSTRAINT
	FeatureSelectConflicts = statement.SelectConflicts   // ON CONFLICT right behind a SELECT without WHERE
	FeatureDeleteUsing     = statement.DeleteUsing       // DELETE ... USING
	FeatureArrays          = statement.Arrays            // arrays and their operators
	FeatureJSONOperators   = statement.JSONOperators     // ->, ->>, @> and ? as of jsonb
	FeatureRegexps         = statement.Regexps           // ~ and its like
	FeatureGroupingSets    = statement.GroupingSets      // GROUPING SETS, ROLLUP and CUBE
	FeatureOrderedSets     = statement.OrderedSets       // WITHIN GROUP
	FeatureSetAll          = statement.SetAll            // INTERSECT ALL and EXCEPT ALL
	FeatureNestedSets      = statement.NestedSets        // parentheses around the queries of a UNION
	FeatureColumnAliases   = statement.ColumnAliases     // AS name(column, ...) in FROM
	FeatureKeyLocks        = statement.KeyLocks          // FOR NO KEY UPDATE and FOR KEY SHARE
	FeatureSequences       = statement.Sequences         // nextval and pg_get_serial_sequence
)

// ErrMissingWhere is the error of an UPDATE or DELETE whose Where says nothing and that does not say AllRows.
var ErrMissingWhere = statement.ErrMissingWhere

// UnsupportedError says that a statement asks for what the dialect's database does not have. It appears when the statement
// is rendered, before anything is sent.
type UnsupportedError = statement.UnsupportedError

// Postgres is PostgreSQL 13 and later, and what speaks like it.
func Postgres() Dialect {
	return Dialect{
		Name: "postgres", Placeholder: "$", Quote: '"',
		Features: Returning | FeatureArrayParams | FeatureILike | FeatureTypedParams | FeatureDefaultInValues | FeatureBareOffset |
			FeatureRowLocks | FeatureFullJoin | FeatureUpdateFrom | FeatureNullsOrder | FeatureIsDistinct | FeatureRowValues | FeatureDefaultInSet |
			FeatureReturningFrom | FeatureCursors | FeatureDistinctOn | FeatureLateralJoin | FeatureWritingCTE | FeatureUpserts |
			FeatureConstraints | FeatureSelectConflicts | FeatureDeleteUsing | FeatureArrays | FeatureJSONOperators | FeatureRegexps |
			FeatureGroupingSets | FeatureOrderedSets | FeatureSetAll | FeatureNestedSets | FeatureColumnAliases | FeatureKeyLocks |
			FeatureSequences,
	}
}

// SQLite is SQLite 3.39 and later. Clear FeatureFullJoin and FeatureIsDistinct for one since 3.35.
func SQLite() Dialect {
	return Dialect{
		Name: "sqlite", Placeholder: "?", Quote: '"',
		Features: Returning | FeatureFullJoin | FeatureUpdateFrom | FeatureNullsOrder | FeatureIsDistinct | FeatureUpserts,
		Now:      `rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')`,
		UUID:     `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`,
	}
}

// Compile is the text that is sent for stmt on a database of dialect d, and its arguments. It is pure and safe for
// concurrent use. Every mistake in the statement appears here.
func Compile(stmt Sqlizer, d Dialect) (sql string, args []any, err error) {
	c, err := statement.Compile(statementOf(stmt), statement.Dialect(d))
	return c.SQL, c.Args, err
}

func showNode(n *statement.Node) string {
	return statement.ShowNode(n, statement.Dialect(Postgres()))
}

// shown is a statement's text for people: PostgreSQL's, without the arguments.
func shown(s statement.Statement) string { return statement.Show(s, statement.Dialect(Postgres())) }
