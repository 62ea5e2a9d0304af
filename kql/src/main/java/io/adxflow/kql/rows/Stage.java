package io.adxflow.kql.rows;

/** What runs for a row. */
@FunctionalInterface
interface Stage {
    void run();
}
