package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Commands that belong together. */
interface CommandGroup {
    /**
     * Carries out a command.
     *
     * @param in stands after the point
     * @return the answer, or null when the command is none of this group; then nothing of {@code in} is taken
     */
    @Nullable
    ResultTable run(String database, TokenReader in) throws KustoException, SQLException;
}
