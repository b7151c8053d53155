package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// expect compares deeply.
func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\ngot  %s\nwant %s", what, shown(got), shown(want))
	}
}

// shown follows pointers, which %v does not.
func shown(v any) string {
	if _, isText := v.(string); !isText {
		if doc, err := json.Marshal(v); err == nil {
			return fmt.Sprintf("%T%s", v, doc)
		}
	}
	return fmt.Sprint(v)
}

// refused expects an error of that kind.
func refused(t *testing.T, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("got %v, want %v", err, kind)
	}
}

// says expects an error with these words in it.
func says(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want one that says %q", parts)
	}
	for _, w := range parts {
		if !strings.Contains(err.Error(), w) {
			t.Fatalf("%q does not say %q", err, w)
		}
	}
}

// value returns v, or fails.
func value[V any](v V, err error) func(t *testing.T) V {
	return func(t *testing.T) V {
		t.Helper()
		must(t, err)
		return v
	}
}

// asError expects an error of target's type and finds it.
func asError(t *testing.T, err error, target any) {
	t.Helper()
	if !errors.As(err, target) {
		t.Fatalf("got %v, want a %T", err, target)
	}
}

// second is the error of a call that answers something as well.
func second[T any](_ T, err error) error { return err }
