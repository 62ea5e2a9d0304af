package io.adxflow.job.cli.parked;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.FormatFlag;
import io.adxflow.job.cli.Output;
import io.adxflow.job.cli.Text;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.standby.StandbyCheck.Found;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code parked export}: the rows of the batches of a standby store as files, without a job. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the sound batches of a standby store as files, <database>/<table>/<batch>.csv.gz, each with its columns in",
            "<batch>.schema beside. Needs no job and changes nothing in the store."
        })
final class ParkedExportCommand implements Callable<Integer> {
    @Mixin
    StandbyFlags standby = new StandbyFlags();

    @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "Where the files go.")
    Path to = Path.of(".");

    @Mixin
    FormatFlag format = new FormatFlag();

    @Spec
    @Nullable
    CommandSpec spec;

    private long batches;
    private long rows;

    @Override
    public Integer call() throws CliException, IOException {
        Output out = Output.of(spec);
        List<String> damaged = new ArrayList<>();
        standby.store().visit(standby::wants, (found, content) -> {
            if (found.damage().isEmpty()) {
                write(found, content);
                batches++;
                rows += found.name().rows();
            } else {
                damaged.add(found.name().batchId() + ": " + found.damage());
            }
        });
        if (format.isJson()) {
            ObjectNode answer =
                    new JsonMapper().createObjectNode().put("batches", batches).put("rows", rows);
            ArrayNode left = answer.putArray("damaged");
            damaged.forEach(left::add);
            out.println(answer.toString());
        } else {
            out.println("Wrote " + Text.plural(batches, "batch", "batches") + ", " + Text.plural(rows, "row") + ", to "
                    + to + ".");
            damaged.forEach(one -> out.println("Left out, damaged: " + one));
        }
        return damaged.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private void write(Found found, BatchContent content) throws IOException {
        Path folder = Files.createDirectories(
                to.resolve(plain(found.name().database())).resolve(plain(found.table())));
        Path whole = folder.resolve(found.name().batchId() + ".csv.gz");
        Path part = folder.resolve("." + found.name().batchId() + ".part");
        try (OutputStream out = Files.newOutputStream(part)) {
            content.writeTo(out);
        }
        Files.writeString(folder.resolve(found.name().batchId() + ".schema"), found.schema() + "\n");
        Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A folder's name, whatever a file says. */
    private static String plain(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N} _.-]", "_");
        return plain.isEmpty() || plain.startsWith(".") ? "_" + plain : plain;
    }
}
