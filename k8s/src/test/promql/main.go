// Evaluates expressions over invented series by Prometheus' own engine: a request in JSON on standard input, its answer on standard output.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/promqltest"
)

type series struct {
	Series string `json:"series"`
	Values string `json:"values"`
}

// A case has series with a value at each interval from 0 on, and expressions that are evaluated at each interval up to a time.
type request struct {
	Interval string   `json:"interval"`
	Series   []series `json:"series"`
	Queries  []struct {
		Expr  string `json:"expr"`
		Until string `json:"until"`
	} `json:"queries"`
}

type sample struct {
	Labels map[string]string `json:"labels"`
	Value  float64           `json:"value"`
}

type answer struct {
	Queries [][][]sample `json:"queries"`
	Error   string       `json:"error,omitempty"`
}

// What the storage for tests wants of a test.
type teller struct{}

func (teller) Errorf(format string, args ...interface{}) { panic(fmt.Sprintf(format, args...)) }
func (teller) FailNow()                                  { panic("failed") }
func (teller) Helper()                                   {}

func duration(text string) time.Duration {
	parsed, err := time.ParseDuration(text)
	if err != nil {
		panic(err)
	}
	return parsed
}

func evaluate(asked request) (told answer) {
	defer func() {
		if failure := recover(); failure != nil {
			told.Error = fmt.Sprint(failure)
		}
	}()
	load := []string{"load " + asked.Interval}
	for _, one := range asked.Series {
		load = append(load, "  "+one.Series+" "+one.Values)
	}
	storage := promqltest.LoadedStorage(teller{}, strings.Join(load, "\n"))
	defer storage.Close()
	engine := promql.NewEngine(promql.EngineOpts{
		MaxSamples:           1_000_000,
		Timeout:              time.Minute,
		EnableAtModifier:     true,
		EnableNegativeOffset: true,
		NoStepSubqueryIntervalFn: func(int64) int64 { return duration(asked.Interval).Milliseconds() },
	})
	for _, query := range asked.Queries {
		var steps [][]sample
		for at := time.Duration(0); at <= duration(query.Until); at += duration(asked.Interval) {
			made, err := engine.NewInstantQuery(context.Background(), storage, nil, query.Expr, time.Unix(0, 0).Add(at))
			if err != nil {
				panic(query.Expr + ": " + err.Error())
			}
			result := made.Exec(context.Background())
			if result.Err != nil {
				panic(query.Expr + ": " + result.Err.Error())
			}
			samples := []sample{}
			switch value := result.Value.(type) {
			case promql.Vector:
				for _, one := range value {
					labels := one.Metric.Map()
					delete(labels, "__name__")
					samples = append(samples, sample{labels, one.F})
				}
			default:
				panic(query.Expr + ": not a vector, but " + string(result.Value.Type()))
			}
			made.Close()
			steps = append(steps, samples)
		}
		told.Queries = append(told.Queries, steps)
	}
	return told
}

func main() {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	for _, query := range asked.Queries {
		if _, err := parser.ParseExpr(query.Expr); err != nil {
			panic(query.Expr + ": " + err.Error())
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(evaluate(asked)); err != nil {
		panic(err)
	}
}
