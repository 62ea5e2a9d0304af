package io.adxflow.kql.rows;

import io.adxflow.kql.bind.BoundOperator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs queries that do not depend on the record, while a program is compiled: the lists of {@code in (…)}, {@code toscalar}. */
interface ConstantQueries {
    /** The values of a query's first column, as the package {@code library} has them. */
    List<@Nullable Object> firstColumn(BoundOperator query);
}
