package dtp.csp.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Processes of this machine, by /proc where there is one. Any thread. */
public final class LocalProcesses implements Processes {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    /** Field of /proc/PID/stat, counted from the one behind the name in parentheses, that holds the start in ticks since boot. */
    private static final int START_FIELD = 19;

    private final Owner self;

    public LocalProcesses() {
        ProcessHandle me = ProcessHandle.current();
        self = new Owner(me.pid(), readBootId(), startTime(me));
    }

    private static String readBootId() {
        try {
            return Files.readString(BOOT_ID, StandardCharsets.US_ASCII).trim();
        } catch (IOException e) {
            return "";
        }
    }

    /** The JDK derives a start from the wall clock of boot, which a clock set right shifts; the kernel's ticks never move. */
    private static long startTime(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[START_FIELD]);
        } catch (IOException | RuntimeException e) {
            return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }
    }

    @Override
    public Owner self() {
        return self;
    }

    @Override
    public boolean alive(Owner owner) {
        if (!owner.bootId().equals(self.bootId())) {
            return false;
        }
        Optional<ProcessHandle> found = ProcessHandle.of(owner.pid());
        return found.isPresent() && found.get().isAlive() && startTime(found.get()) == owner.startTime();
    }
}
