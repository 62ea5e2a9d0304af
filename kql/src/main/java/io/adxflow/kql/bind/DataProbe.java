package io.adxflow.kql.bind;

import io.adxflow.kql.types.Column;
import java.util.List;

/**
 * Answers what the columns of {@code evaluate pivot} and {@code evaluate bag_unpack} depend on, by running a query while another one is bound. Who runs queries
 * implements it; where none is given these operators need their columns written down.
 */
public interface DataProbe {

    /**
     * The different values of a column, sorted, as the package {@code types} describes them; null values are left out.
     *
     * @throws io.adxflow.kql.syntax.KqlException when the query fails
     */
    List<Object> distinctValues(BoundOperator input, int column);

    /**
     * The keys at the top of the bags of a {@code dynamic} column, sorted, each with the one type that all its values have, or {@code dynamic}.
     *
     * @throws io.adxflow.kql.syntax.KqlException when the query fails
     */
    List<Column> bagKeys(BoundOperator input, int column);
}
