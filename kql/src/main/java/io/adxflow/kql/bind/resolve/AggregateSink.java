package io.adxflow.kql.bind.resolve;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.syntax.Expression;

/** Takes the calls of aggregates inside an expression, and gives the column in which each will stand. */
interface AggregateSink {
    BoundExpression aggregate(KqlFunction function, Expression.Call call);
}
