/** What shells are told of the command line: completion and the manual page, made from the commands themselves. */
@NullMarked
package io.adxflow.job.cli.shell;

import org.jspecify.annotations.NullMarked;
