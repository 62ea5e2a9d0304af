package io.adxflow.job.rows;

/** Takes the rows that no table can take. Called on the task's thread, within {@link LiveTables#append}. */
@FunctionalInterface
public interface DeadLetterOutput {
    void accept(DeadLetter letter);
}
