package statement

import (
	"fmt"
	"math/bits"

	"github.com/drey-db/drey/internal/mapper"
)

type kind uint8

const (
	invalid     kind = iota
	column           // value: *Column
	bind             // value: the argument
	literal          // value: the argument, of a type that the text must tell
	text             // value: *Fragment
	unitText         // value: *Fragment that needs no parentheses
	template         // value: *pieces
	compare          // left op right
	postfix          // left op
	negation         // NOT (left)
	all              // value: []*Node, joined with AND
	some             // value: []*Node, joined with OR
	between          // left BETWEEN right AND value: *Node
	member           // left op (value: *list)
	like             // left op right
	call             // value: *function
	cast             // CAST(left AS value: string)
	operation        // left value right, value: string, an operator of the user's
	distinct         // left op right, where NULL is a value
	collation        // left COLLATE value: string
	exists           // EXISTS left
	label            // left AS value: string
	sorted           // left op, of ORDER BY; value: string, where NULLs go
	assigned         // left = right, of INSERT and UPDATE
	null             // NULL
	byDefault        // DEFAULT
	subquery         // value: Statement
	tableName        // value: *Table
	valueRow         // value: *row
	whole            // value: *Table, every column of it as one entity
	joining          // op left ON (value: []*Node)
	locking          // op with value: *lock
	lockOption       // op, or OF value: *Table
	mark             // says only that it is there
	relation         // value: *Relation, a field of a prototype that leads to other entities
	loading          // value: *Load, which is no part of the text
	bound            // op left AS value: *Table, in FROM
	along            // left: relation, AS value: *Table, in JOIN
	common           // value: *Table AS op left, in WITH
	compounding      // op left, a query of a compound
	terms            // value: []*Node, with commas between
	tuple            // (value: []*Node)
	filtered         // left FILTER (WHERE value: []*Node)
	windowed         // left OVER right
	window           // PARTITION BY left ORDER BY right; value: string, its frame
	ordered          // left WITHIN GROUP (ORDER BY value: []*Node)
	cases            // CASE value: []*Node, predicates and values by turns, ELSE right
	memberRows       // left op (value: []*Node), of tuples
	regular          // left op right, a regular expression
	jsonPath         // left -> right, right a key or a place
	jsonText         // left as text
	jsonTest         // left op right, of JSON
	arrayTest        // left op right, of arrays
	arrayLength      // cardinality(left)
	quantified       // op(left), op ANY or ALL
	grouping         // op (value: []*Node), in GROUP BY
	conflict         // ON CONFLICT left WHERE right op value: []*Node
	constraint       // value: string, a constraint's name
	excluded         // value: *Column, of the row that was not inserted
	has              // EXISTS over left: relation, WHERE value: []*Node
	filter           // left, where right: tableName stands for value: *Table
)

// Node is a part of a statement's tree. It is never changed once made, so trees may share nodes. Its hash sums up the
// shape: everything but the arguments.
type Node struct {
	hash        uint64
	kind        kind
	op          Op
	fixed       bool // made once in a program, and without arguments
	left, right *Node
	value       any
}

// Op is an operator or a function, as an index of its text.
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

// Column is a mapped column under one name of its table.
type Column struct {
	Table  *Table
	Column *mapper.Column
}

const seed = 0x9e3779b97f4a7c15

// mix adds x to the hash h.
func mix(h, x uint64) uint64 {
	high, low := bits.Mul64(h^0xc2b2ae3d27d4eb4f, x^0xff51afd7ed558ccd)
	return high ^ low + h
}

func hashText(h uint64, s string) uint64 {
	const prime = 1099511628211
	sum := uint64(14695981039346656037)
	for i := range len(s) {
		sum = (sum ^ uint64(s[i])) * prime
	}
	return mix(h, sum^uint64(len(s)))
}

func newNode(k kind, op Op, left, right *Node, value any) *Node {
	return &Node{hash: hashOf(k, op, left, right), kind: k, op: op, left: left, right: right, value: value}
}

func hashOf(k kind, op Op, left, right *Node) uint64 {
	h := mix(seed, uint64(k)<<8|uint64(op))
	if left != nil {
		h = mix(h, left.hash)
	}
	if right != nil {
		h = mix(h, right.hash+1)
	}
	return h
}

// hashed is n with more of its shape in its hash.
func (n *Node) hashed(parts ...uint64) *Node {
	for _, part := range parts {
		n.hash = mix(n.hash, part)
	}
	return n
}

func newColumn(t *Table, c *mapper.Column) *Node {
	n := newNode(column, None, nil, nil, &Column{t, c}).hashed(t.hash, hashText(seed, c.Name))
	n.fixed = true
	return n
}

// Invalid is a node whose rendering fails with err.
func Invalid(err error) *Node { return newNode(invalid, None, nil, nil, err) }

func invalidf(format string, args ...any) *Node { return Invalid(fmt.Errorf(format, args...)) }

// Column is the column that the node is, nil when it is another expression.
func (n *Node) Column() *Column {
	c, _ := n.value.(*Column)
	return c
}
