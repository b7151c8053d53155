package ast

// Op is an operator, a function, or another word of SQL that tells constructs of one type apart.
type Op uint8

// The operators and functions.
const (
	None Op = iota
	OpEq
	OpNe
	OpLt
	OpLe
	OpGt
	OpGe
	OpIsNull
	OpIsNotNull
	OpIn
	OpNotIn
	OpLike
	OpNotLike
	OpILike
	OpNotILike
	OpAsc
	OpDesc
	OpCount
	OpDistinctFrom
	OpNotDistinctFrom
	OpJoin
	OpLeftJoin
	OpRightJoin
	OpFullJoin
	OpCrossJoin
	OpForUpdate
	OpForShare
	OpSkipLocked
	OpNoWait
	OpLockOf
	OpForNoKeyUpdate
	OpForKeyShare
	OpMatch
	OpNotMatch
	OpIMatch
	OpNotIMatch
	OpUnion
	OpUnionAll
	OpIntersect
	OpIntersectAll
	OpExcept
	OpExceptAll
	OpSubquery
	OpLateral
	OpValues
	OpTableFunc
	OpOrdinality
	OpTableName
	OpMaterialized
	OpNotMaterialized
	OpDoNothing
	OpDoUpdate
	OpContains
	OpContainedBy
	OpOverlaps
	OpHasKey
	OpAny
	OpAll
	OpRollup
	OpCube
	OpGroupingSets
)

var opText = [...]string{
	OpEq: "=", OpNe: "<>", OpLt: "<", OpLe: "<=", OpGt: ">", OpGe: ">=", OpIsNull: "IS NULL", OpIsNotNull: "IS NOT NULL",
	OpIn: "IN", OpNotIn: "NOT IN", OpLike: "LIKE", OpNotLike: "NOT LIKE", OpILike: "ILIKE", OpNotILike: "NOT ILIKE",
	OpAsc: "ASC", OpDesc: "DESC", OpCount: "count",
	OpDistinctFrom: "IS DISTINCT FROM", OpNotDistinctFrom: "IS NOT DISTINCT FROM",
	OpJoin: "JOIN", OpLeftJoin: "LEFT JOIN", OpRightJoin: "RIGHT JOIN", OpFullJoin: "FULL JOIN", OpCrossJoin: "CROSS JOIN",
	OpForUpdate: "FOR UPDATE", OpForShare: "FOR SHARE", OpSkipLocked: "SKIP LOCKED", OpNoWait: "NOWAIT", OpLockOf: "OF",
	OpForNoKeyUpdate: "FOR NO KEY UPDATE", OpForKeyShare: "FOR KEY SHARE",
	OpMatch: "~", OpNotMatch: "!~", OpIMatch: "~*", OpNotIMatch: "!~*",
	OpUnion: "UNION", OpUnionAll: "UNION ALL", OpIntersect: "INTERSECT", OpIntersectAll: "INTERSECT ALL", OpExcept: "EXCEPT", OpExceptAll: "EXCEPT ALL",
	OpLateral: "LATERAL", OpValues: "VALUES", OpMaterialized: "MATERIALIZED", OpNotMaterialized: "NOT MATERIALIZED",
	OpDoNothing: "DO NOTHING", OpDoUpdate: "DO UPDATE", OpContains: "@>", OpContainedBy: "<@", OpOverlaps: "&&", OpHasKey: "?",
	OpAny: "ANY", OpAll: "ALL", OpRollup: "ROLLUP", OpCube: "CUBE", OpGroupingSets: "GROUPING SETS",
}

// String returns the operator as SQL writes it.
func (op Op) String() string { return opText[op] }
