// Package builder makes SQL statements and expressions that know their Go types. It opens nothing and runs nothing;
// package repo does. Squirrel renders the text.
//
// # Contents
//
//   - Tables and columns: [Model] with [TableName] and [Naming], [Alias], [Derived]; [Col], [NullCol], [SQLNullCol]
//   - Reading: [Select], [SelectColumns], [Entity], [As]; [Union], [UnionAll], [Intersect], [IntersectAll], [Except], [ExceptAll]; [LockOf], [NoWait], [SkipLocked]
//   - Writing: [Insert], [Update], [Delete]
//   - Conditions: methods of [Column] and [Expr] such as Eq, Gt, In, Like and IsNull; [And], [Or], [Not], [Exists], [Has], [WithParent], [Tuple]
//   - Values: [Literal], [Null], [Case], [Cast], [TypeCoerce], [Coalesce], [Greatest], [Least], [Concat], [Lower], [Upper], [Func], [ScalarSubquery], [JSON], [JSONObject], [Array]
//   - Times: [Now], [CurrentDate], [Extract], [DateTrunc], [AtTimeZone], [Interval]
//   - Aggregates and windows: [Count], [CountDistinct], [Sum], [Avg], [Min], [Max], [StringAgg], [ArrayAgg], [JSONArrayAgg]; [RowNumber], [Rank], [DenseRank], [PercentRank], [CumeDist], [NTile], [Lag], [Lead], [FirstValue], [LastValue], [NthValue], [PartitionBy]; [Rollup], [Cube], [GroupingSets]
//   - What FROM reads beside tables: [Subquery], [Lateral], [CTE], [Values], [TableFunc], [GenerateSeries], [Table]
//   - Relationships: [SelectIn], [Joined], [ContainsEager], [ToOne], [Load], [Along]
//   - SQL of your own: [Text], [Raw], and any value of squirrel's
//   - Dialects: [Postgres], [SQLite], [Compile]
//
// Every construct stands beside SQLAlchemy's in docs/guide/expressions.md.
//
// # Prototypes
//
// [Model] answers the one prototype of a mapped struct type, a value whose field addresses name columns:
//
//	var heroes = builder.Model[Hero]()
//
//	builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy"))
//
// Renaming a field renames every use, and comparing a string column with a number does not compile. Nothing is ever
// stored in a prototype.
//
// [Alias] is a second prototype of a table, and [Derived] one for rows that no table holds: of a [CTE], a [Subquery], [Values].
//
// # Values
//
// Every statement and expression is an immutable value: a method answers another one, and neither sees the other's later
// clauses. All of them may be shared between goroutines. Mistakes, such as a pointer that names no column, appear when
// the statement is rendered, before anything is sent.
//
// # Relationships
//
// A relationship is named by its field's address too: Join(&heroes.Toys) finds its ON in the mapping, [Has] asks whether it
// leads to something, and [SelectIn], [Joined] and [ContainsEager] say in [SelectStmt.Load] what package repo loads.
//
// # Writes
//
// [Insert], [Update] and [Delete] write without a session. An UPDATE or DELETE whose Where says nothing is
// [ErrMissingWhere] unless it says AllRows. Returning answers what was written, as entities or, with [As], as anything else.
//
// # Databases
//
// What is sent follows from the [Dialect]: its placeholders, its quoting and what it can do. A statement that asks for more is
// an [UnsupportedError] when it is rendered.
//
// # Squirrel
//
// Whatever renders itself as squirrel's values do, a [Sqlizer], is welcome wherever an expression is, and every statement
// and expression here is one. Placeholders are numbered once, when the whole is complete; leave squirrel's own
// PlaceholderFormat alone. Raw text writes ? for a placeholder and ?? for a question mark.
package builder
