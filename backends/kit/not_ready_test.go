package kit_test

import (
	"errors"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

func TestNotReadyIsBoth(t *testing.T) {
	err := kit.NotReady(time.Second)
	for _, kind := range []error{backends.ErrConnection, backends.ErrTimeout} {
		if !errors.Is(err, kind) {
			t.Errorf("%v is no %v", err, kind)
		}
	}
}
