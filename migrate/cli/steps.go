package cli

import (
	"strconv"

	"github.com/spf13/cobra"
)

// steps is "-1" as typed. Flags are all that begins with a dash, so each digit is one, and "-12" is two of them: thus it works
// from os.Args, under SetArgs and in the tree of another program, before as behind other flags.
type steps struct{ digits string }

// addSteps gives a command flags -0 to -9.
func addSteps(cmd *cobra.Command) *steps {
	s := &steps{}
	for d := range 10 {
		digit := strconv.Itoa(d)
		flag := cmd.Flags().VarPF((*stepsDigit)(s), "step-digit-"+digit, digit, "steps back, as in -1")
		flag.NoOptDefVal = digit
		flag.Hidden = true
	}
	return s
}

// take returns what was typed, "-1" say, and forgets it.
func (s *steps) take() string {
	typed := s.digits
	s.digits = ""
	if typed == "" {
		return ""
	}
	return "-" + typed
}

// stepsDigit is steps as a flag.
type stepsDigit steps

// Set implements pflag.Value.
func (d *stepsDigit) Set(digit string) error {
	d.digits += digit
	return nil
}

// String implements pflag.Value.
func (*stepsDigit) String() string { return "" }

// Type implements pflag.Value.
func (*stepsDigit) Type() string { return "steps" }
