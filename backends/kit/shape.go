package kit

import (
	"reflect"
	"slices"

	"github.com/drey-db/drey/backends"
)

// Nested reports whether the elements of c are lists, also behind pointers and sql.Null.
func (c *Column) Nested() bool { return Binds(Unwrapped(c.Type)) == List }

// Rectangular refuses lists of lists that are no array: of NULLs, of no elements, or of several lengths. A database
// without arrays could keep them, but no other would.
func (c *Column) Rectangular() error {
	_, err := c.lengths()
	return err
}

// lengths returns the lengths of c and of the lists in it.
func (c *Column) lengths() (lengths []int, err error) {
	if !c.Nested() {
		return []int{len(c.Rows)}, nil
	}
	for i := range c.Rows {
		inner, err := c.lengthsAt(i)
		if err != nil {
			return nil, err
		}
		if lengths != nil && !slices.Equal(lengths, inner) {
			return nil, c.unshaped("lists of several lengths")
		}
		lengths = inner
	}
	return append([]int{len(c.Rows)}, lengths...), nil
}

func (c *Column) lengthsAt(i int) ([]int, error) {
	v, err := c.Argument(i)
	if err != nil {
		return nil, err
	}
	inner, ok := v.(*Column)
	switch {
	case !ok:
		return nil, c.unshaped("lists of which one is NULL")
	case inner.Len() == 0:
		return nil, c.unshaped("lists without elements")
	}
	return inner.lengths()
}

func (c *Column) unshaped(what string) error {
	return &backends.Error{Kind: backends.ErrDataException, Message: "a " + reflect.SliceOf(c.Type).String() + " of " + what +
		" is no array: make its lists alike, or bind JSON"}
}
