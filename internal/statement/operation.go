package statement

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	sq "github.com/Masterminds/squirrel"
)

// Operation is left operator right, for operators that the package has no name for.
func Operation(left *Node, operator string, right *Node) *Node {
	if !isOperator(operator) {
		return invalidf("%q is no operator: write symbols or words, or use Raw", operator)
	}
	if right.isList() {
		switch strings.ToUpper(operator) {
		case opText[OpIn]:
			return memberOf(left, OpIn, right.value)
		case opText[OpNotIn]:
			return memberOf(left, OpNotIn, right.value)
		}
	}
	return newNode(operation, None, left, right, operator).hashed(hashText(seed, operator))
}

// memberOf is left op v, a list, of the kind that somebody else's text may hold.
func memberOf(left *Node, op Op, v any) *Node {
	if secret, ok := v.(Secret); ok {
		v = secret.value
	}
	list, _ := listOf(v)
	values := reflect.MakeSlice(reflect.SliceOf(list.Type().Elem()), list.Len(), list.Len())
	reflect.Copy(values, list)
	return Member(left, op, values.Interface())
}

// isOperator says whether text is symbols, or words with a space between, and opens no comment.
func isOperator(text string) bool {
	if strings.Contains(text, "--") || strings.Contains(text, "/*") || text == "" {
		return false
	}
	if strings.Trim(text, "+-*/<>=~!@#%^&|?") == "" {
		return true
	}
	for _, word := range strings.Split(text, " ") {
		if !isPath(word) || strings.Contains(word, ".") {
			return false
		}
	}
	return true
}

// Distinct is left op v, where op is one of IS [NOT] DISTINCT FROM.
func Distinct(left *Node, op Op, v any) *Node {
	switch {
	case IsNil(v) && op == OpDistinctFrom:
		return Test(left, OpIsNotNull)
	case IsNil(v):
		return Test(left, OpIsNull)
	}
	return newNode(distinct, op, left, Bind(left, v), nil)
}

// distinct renders IS [NOT] DISTINCT FROM. The value is not NULL, which leaves a plain form to every database.
func (r *renderer) distinct(n *Node) sq.Sqlizer {
	left, right := r.operand(n.left), r.operand(n.right)
	switch {
	case r.dialect.Has(IsDistinct):
		return concat(left, " "+opText[n.op]+" ", right)
	case n.op == OpDistinctFrom:
		return concat("(", left, " <> ", right, " OR ", left, " IS NULL)")
	}
	return concat("(", left, " = ", right, " AND ", left, " IS NOT NULL)")
}

// Exists is EXISTS (query).
func Exists(query *Node) *Node { return newNode(exists, None, query, nil, nil) }

// checkName refuses names that no database can quote.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("a name is empty")
	case strings.ContainsRune(name, 0):
		return fmt.Errorf("the name %q holds a NUL, which no database takes", name)
	}
	return nil
}
