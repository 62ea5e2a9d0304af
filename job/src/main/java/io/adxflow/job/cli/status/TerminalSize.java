package io.adxflow.job.cli.status;

import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** How large the terminal is, asked each time since people change that. */
public final class TerminalSize implements AutoCloseable {
    private static final int USUAL_WIDTH = 80;

    private final @Nullable Terminal terminal;

    private TerminalSize(@Nullable Terminal terminal) {
        this.terminal = terminal;
    }

    /** @param interactive whether there is a terminal at all */
    public static TerminalSize open(boolean interactive) {
        if (!interactive) {
            return new TerminalSize(null);
        }
        try {
            return new TerminalSize(
                    TerminalBuilder.builder().system(true).dumb(true).build());
        } catch (IOException | IllegalStateException none) {
            return new TerminalSize(null);
        }
    }

    /** Columns; 80 where nobody knows. */
    public int width() {
        int width = terminal == null ? 0 : terminal.getWidth();
        return width <= 0 ? USUAL_WIDTH : width;
    }

    @Override
    public void close() throws IOException {
        if (terminal != null) {
            terminal.close();
        }
    }
}
