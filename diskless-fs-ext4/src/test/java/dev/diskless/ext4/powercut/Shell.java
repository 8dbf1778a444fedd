package dev.diskless.ext4.powercut;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** One shell for many commands: starting a program from it costs far less than starting one from here. */
final class Shell implements Closeable {

    private static final String END = "end of the command: ";

    private final Process process;
    private final Writer commands;
    private final BufferedReader output;

    Shell() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh").redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TZ", "UTC");
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        process = builder.start();
        commands = process.outputWriter(StandardCharsets.UTF_8);
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    Result run(String command) throws IOException {
        commands.write("timeout 60 " + command + " </dev/null 2>&1; status=$?; echo; echo '" + END + "'$status\n");
        commands.flush();
        StringBuilder text = new StringBuilder();
        while (true) {
            String line = output.readLine();
            if (line == null) {
                throw new IOException("the shell ended: " + text);
            }
            if (line.startsWith(END)) {
                return new Result(command, Integer.parseInt(line.substring(END.length())), text.toString());
            }
            text.append(line).append('\n');
        }
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }

    record Result(String command, int status, String text) {}
}
