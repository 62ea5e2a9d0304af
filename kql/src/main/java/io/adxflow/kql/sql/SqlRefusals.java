package io.adxflow.kql.sql;

import io.adxflow.kql.bind.Refusals;
import io.adxflow.kql.functions.KqlFunction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What queries over tables cannot do although the language can: to bind with. */
public final class SqlRefusals implements Refusals {
    /** What a bound query has no calls of. */
    private static final Set<String> OF_THE_BINDER = Set.of("now", "ago", "pack_all");

    static final String NOT_THERE = "is not there in queries over tables";

    @Override
    public @Nullable String function(KqlFunction function) {
        boolean there =
                switch (function.kind()) {
                    case SCALAR -> OF_THE_BINDER.contains(function.name()) || ExpressionSql.isThere(function.name());
                    case AGGREGATE -> AggregateSql.isThere(function.name());
                    case WINDOW -> WindowSql.isThere(function.name());
                };
        return there ? null : NOT_THERE;
    }
}
