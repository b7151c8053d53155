// Package victim is a test binary that meets every end a test process can meet. The tests of pgtest build it and look at
// what it leaves behind.
package victim

import (
	"bufio"
	"fmt"
	"os"
	"testing"

	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestPass(t *testing.T) { begin(t) }

func TestFail(t *testing.T) {
	begin(t)
	t.Fatal("failed as asked")
}

func TestPanic(t *testing.T) {
	begin(t)
	panic("panicked as asked")
}

func TestPanicElsewhere(t *testing.T) {
	begin(t)
	go func() { panic("panicked as asked") }()
	select {}
}

func TestExit(t *testing.T) {
	begin(t)
	os.Exit(3)
}

func TestWait(t *testing.T) {
	begin(t)
	select {}
}

// begin says that the server is up and waits to be told to go on.
func begin(t *testing.T) {
	fmt.Println("database", pgtest.URL(t))
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
}
