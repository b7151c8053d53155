package kit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// mostDimensions is how many an array of PostgreSQL has at most.
const mostDimensions = 6

// WrongDimensions returns what there is to say of an array of so many dimensions that cannot be read into a list of type t, which has another
// number of them; "" where it has as many, or where one of the two is no list.
func WrongDimensions(t reflect.Type, dimensions int) string {
	list := Unwrapped(t)
	if Reads(list) != List || dimensions <= 0 || dimensions > mostDimensions {
		return ""
	}
	element, own := list.Elem(), 1
	for Reads(Unwrapped(element)) == List {
		element, own = Unwrapped(element).Elem(), own+1
	}
	if own == dimensions {
		return ""
	}
	plural := "s"
	if dimensions == 1 {
		plural = ""
	}
	return fmt.Sprintf("cannot read an array of %d dimension%s into %s: make it %s%s", dimensions, plural, t, strings.Repeat("[]", dimensions), element)
}

// JSONDimensions returns how deep lists stand in one another in JSON; 0 where it is no list.
func JSONDimensions(text []byte) (dimensions int) {
	var elements []json.RawMessage
	if text = bytes.TrimSpace(text); !bytes.HasPrefix(text, []byte("[")) || json.Unmarshal(text, &elements) != nil {
		return 0
	}
	for _, element := range elements {
		dimensions = max(dimensions, JSONDimensions(element))
	}
	return dimensions + 1
}
