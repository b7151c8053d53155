package backendtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

// secret stands among the arguments wherever one is text. No error may show it.
const secret = "qZ8vhunter2-secret"

// patience bounds every wait for something that happens in the background. Nothing is expected to take long.
const patience = 20 * time.Second

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

// refused expects a *backends.Error of every kind, and of no text that it should not have.
func refused(t *testing.T, err error, kinds ...error) {
	t.Helper()
	_ = refusal(t, err, kinds...)
}

// refusal is refused, for whoever looks closer.
func refusal(t *testing.T, err error, kinds ...error) *backends.Error {
	t.Helper()
	if err == nil {
		t.Fatalf("there was no error, want %v", kinds)
	}
	discreet(t, err)
	for _, kind := range kinds {
		if !errors.Is(err, kind) {
			t.Fatalf("the error is %q (%T), want %q", err, err, kind)
		}
	}
	var e *backends.Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is a %T, want a *backends.Error: %v", err, err)
	}
	return e
}

// blamed expects that statement i, or none (-1), is said to have failed.
func blamed(t *testing.T, err error, i int) {
	t.Helper()
	if e := refusal(t, err); e.Stmt != i {
		t.Fatalf("statement %d is blamed, want %d: %v", e.Stmt, i, err)
	}
}

func discreet(t *testing.T, err error) {
	t.Helper()
	if text := fmt.Sprintf("%s %v %+v", err.Error(), err, err); strings.Contains(text, secret) {
		t.Fatalf("the error shows an argument: %s", text)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !same(got, want) {
		t.Fatalf("%s is %#v, want %#v", what, got, want)
	}
}

// within expects a count of something, and no more of it than its budget.
func within(t *testing.T, what string, got, budget int) {
	t.Helper()
	if got < min(budget, 1) || got > budget {
		t.Fatalf("%s are %d, and should be at most %d", what, got, budget)
	}
}

// same is deep equality in which NaN is itself and the spelling of JSON does not count.
func same(got, want any) bool {
	switch want := want.(type) {
	case float64:
		if got, ok := got.(float64); ok && math.IsNaN(want) {
			return math.IsNaN(got)
		}
	case json.RawMessage:
		if got, ok := got.(json.RawMessage); ok && want != nil {
			return sameJSON(got, want)
		}
	}
	return reflect.DeepEqual(got, want)
}

func sameJSON(got, want []byte) bool {
	var a, b bytes.Buffer
	return json.Compact(&a, got) == nil && json.Compact(&b, want) == nil && a.String() == b.String()
}

// eventually expects that something in the background comes about.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); !so(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("it never came about within %s: %s", patience, what)
		}
	}
}

func pointer[T any](v T) *T { return &v }
