package sqlstate_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }
