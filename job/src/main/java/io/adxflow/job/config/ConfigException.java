package io.adxflow.job.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a configuration cannot be used; holds everything that is wrong with it, not only the first thing. */
public final class ConfigException extends Exception {
    private final transient List<ConfigProblem> problems;

    public ConfigException(List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<ConfigProblem> problems() {
        return problems;
    }
}
