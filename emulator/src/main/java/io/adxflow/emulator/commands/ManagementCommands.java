package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Carries out management commands, as far as the stand-in knows them; any other is refused as the engine refuses what it does
 * not understand.
 *
 * <p>Threads: any.
 */
public final class ManagementCommands {
    private final List<CommandGroup> groups;

    public ManagementCommands(CommandContext context) {
        groups = List.of(
                new ServiceCommands(context),
                new TableCommands(context.catalog(), context.extents()),
                new MappingCommands(context.catalog()),
                new PolicyCommands(context.catalog()),
                new FunctionCommands(context.catalog()),
                new ExtentCommands(context.catalog(), context.extents()),
                new IngestCommand(context));
    }

    /**
     * Carries out one command.
     *
     * @throws KustoException when it is refused
     */
    public ResultTable run(String database, String command) throws KustoException, SQLException {
        TokenReader in = new TokenReader(command);
        in.expect(".");
        if (in.accept("execute", "database", "script")) {
            return script(database, in);
        }
        for (CommandGroup group : groups) {
            ResultTable answer = group.run(database, in);
            if (answer != null) {
                if (!in.atEnd()) {
                    throw KustoException.syntax("nothing was expected " + in.where());
                }
                return answer;
            }
        }
        throw KustoException.syntax("the stand-in does not know the command '"
                + command.lines().findFirst().orElse("") + "'");
    }

    /** Each command begins with a point at the start of a line. */
    private ResultTable script(String database, TokenReader in) throws KustoException, SQLException {
        boolean goOn = false;
        if (in.accept("with")) {
            goOn = in.balanced("(", ")")
                    .toLowerCase(Locale.ROOT)
                    .replace(" ", "")
                    .contains("continueonerrors=true");
        }
        in.expect("<|");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String command : in.rest().split("(?m)^(?=\\s*\\.)")) {
            String text = command.strip();
            if (text.isEmpty() || text.startsWith("//")) {
                continue;
            }
            String result = "Completed";
            String reason = "";
            try {
                run(database, text);
            } catch (KustoException refused) {
                result = "Failed";
                reason = String.valueOf(refused.getMessage());
            }
            rows.add(ResultTable.row(UUID.randomUUID().toString(), text.split("\\s", 2)[0], text, result, reason));
            if (result.equals("Failed") && !goOn) {
                break;
            }
        }
        return ResultTable.of(List.of("OperationId:guid", "CommandType", "CommandText", "Result", "Reason"), rows);
    }
}
