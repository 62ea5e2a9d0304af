package io.adxflow.job.rules.transform;

import io.adxflow.job.config.OtlpRules;
import io.adxflow.job.otlp.RecordView;
import io.adxflow.job.otlp.RefusedRecordException;
import io.adxflow.job.rules.scrub.RowScrubber;
import io.adxflow.kql.rows.RecordReader;
import io.adxflow.kql.rows.RowRunner;
import io.adxflow.kql.rows.RowSink;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of the records of a request under a namespace's program and scrubbing: all rows of a record or none. Takes resource, scope and their records in the order in
 * which a request is walked. One per thread and set of rules.
 */
public final class RecordRules {
    /** What one record may become: the same for every reader and replay, whatever their heap. */
    static final int MOST_ROWS = 10_000;

    static final long MOST_BYTES = 32 << 20;

    private final RecordView view;
    private final RecordProgram program;
    private final RowRunner runner;
    private final RowWriting writing;
    private final RowWriting untransformed;
    private final MadeRows rows = new MadeRows();
    private final RowSink sink = this::take;
    private @Nullable String failure;

    /** @param scrubber null when nothing is scrubbed */
    public RecordRules(ProtoReader reader, RecordProgram program, OtlpRules otlp, @Nullable RowScrubber scrubber) {
        this.program = program;
        this.view = program.kind().view(reader);
        this.runner = program.program().runner();
        this.writing = new RowWriting(view, program, otlp, scrubber);
        this.untransformed = program.isIdentity()
                ? writing
                : new RowWriting(view, RecordProgram.identity(program.kind(), otlp), otlp, scrubber);
    }

    /** Whether rows are to tell attributes by name. */
    public void setWatches(boolean watches) {
        writing.setWatches(watches);
        untransformed.setWatches(watches);
    }

    /** The records, for those who feed them. */
    public RecordView view() {
        return view;
    }

    /** What the rows of {@link #run} look like. */
    public String schema() {
        return writing.schema();
    }

    /** What the rows of {@link #keep} look like. */
    public String untransformedSchema() {
        return untransformed.schema();
    }

    /**
     * Makes the rows of a record.
     *
     * @return false when its program failed, as {@link #failure} says; it then has no rows
     * @throws RefusedRecordException when it cannot be read
     */
    public boolean run(int start, int end, long arrivalMillis) throws MalformedBodyException, RefusedRecordException {
        view.record(start, end, arrivalMillis);
        rows.clear();
        failure = null;
        try {
            if (program.isIdentity()) {
                writing.write(view, rows);
            } else {
                runner.run(view, sink);
            }
            return true;
        } catch (RowRefusedException e) {
            throw e.reason();
        } catch (RuntimeException | StackOverflowError e) {
            RefusedRecordException refusal = e instanceof RuntimeException runtime ? RecordView.refusal(runtime) : null;
            if (refusal != null) {
                throw refusal;
            }
            // Values are the sender's: the kind of failure has to do.
            failure = e instanceof TooManyRowsException
                    ? String.valueOf(e.getMessage())
                    : e.getClass().getSimpleName();
            rows.clear();
            return false;
        }
    }

    private void take(RecordReader row) {
        try {
            writing.write(row, rows);
        } catch (MalformedBodyException | RefusedRecordException e) {
            throw new RowRefusedException(
                    e instanceof RefusedRecordException refused
                            ? refused
                            : new RefusedRecordException(String.valueOf(e.getMessage())));
        }
        if (rows.count() > MOST_ROWS || rows.bytes().length() > MOST_BYTES) {
            throw new TooManyRowsException("it becomes more than " + MOST_ROWS + " rows or " + MOST_BYTES + " B");
        }
    }

    /** Makes the row that the record last looked at would be without its program. */
    public void keep() throws MalformedBodyException, RefusedRecordException {
        rows.clear();
        try {
            untransformed.write(view, rows);
        } catch (RuntimeException e) {
            RefusedRecordException refusal = RecordView.refusal(e);
            if (refusal == null) {
                throw e;
            }
            throw refusal;
        }
    }

    /** Why the program of the record last run failed. */
    public String failure() {
        return String.valueOf(failure);
    }

    /** The rows made last. */
    public MadeRows rows() {
        return rows;
    }

    private static final class RowRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final RefusedRecordException reason;

        RowRefusedException(RefusedRecordException reason) {
            super(reason.getMessage(), reason, false, false);
            this.reason = reason;
        }

        RefusedRecordException reason() {
            return reason;
        }
    }

    private static final class TooManyRowsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyRowsException(String message) {
            super(message, null, false, false);
        }
    }
}
