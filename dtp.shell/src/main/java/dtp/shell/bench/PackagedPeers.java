package dtp.shell.bench;

import java.util.ArrayList;
import java.util.List;

/** Programs of Linux distributions that move files, as rows beside ours: those that are not installed are left out. Pure. */
public final class PackagedPeers {
    private static final String NGINX_CONF = """
            daemon off;
            worker_processes 1;
            user root;
            error_log stderr;
            pid {dir}/nginx.pid;
            events { worker_connections 64; }
            http {
              access_log off;
              sendfile on;
              client_body_temp_path {dir}/nginx-1;
              proxy_temp_path {dir}/nginx-2;
              fastcgi_temp_path {dir}/nginx-3;
              uwsgi_temp_path {dir}/nginx-4;
              scgi_temp_path {dir}/nginx-5;
              server { listen 127.0.0.1:{port}; root {root}; }
            }
            """;
    private static final String VSFTPD_CONF = """
            listen=YES
            listen_address=127.0.0.1
            listen_port={port}
            background=NO
            anonymous_enable=YES
            no_anon_password=YES
            anon_root={root}
            run_as_launching_user=YES
            seccomp_sandbox=NO
            xferlog_enable=NO
            """;
    private static final String RSYNCD_CONF = """
            use chroot = no
            uid = 0
            gid = 0
            [bench]
            path = {root}
            """;
    private static final List<String> NGINX = List.of("nginx", "-p", "{dir}", "-c", "{dir}/nginx.conf");
    private static final String HTTP = "http://127.0.0.1:{port}/{payload}";

    private PackagedPeers() {}

    /**
     * Over TCP; keys {@code GROUP/vsftpd}, {@code GROUP/nginx}, {@code GROUP/aria2c}, {@code GROUP/rsync}.
     *
     * @param suffix of their names
     */
    public static List<Row> tcp(String group, String suffix, Workplace place, long sizeBytes) {
        Peer vsftpd = Peer.of(
                        "vsftpd + lftp",
                        List.of("vsftpd", "{dir}/vsftpd.conf"),
                        List.of(
                                "lftp",
                                "-c",
                                "set net:max-retries 1; open ftp://127.0.0.1:{port}; get {payload} -o {received}"),
                        Peer.Ready.TCP)
                .file("vsftpd.conf", VSFTPD_CONF);
        Peer nginx = Peer.of("nginx + curl", NGINX, List.of("curl", "-sSf", "-o", "{received}", HTTP), Peer.Ready.TCP)
                .file("nginx.conf", NGINX_CONF);
        Peer aria2c = Peer.of(
                        "nginx + aria2c, 3 connections",
                        NGINX,
                        List.of(
                                "aria2c",
                                "-q",
                                "--file-allocation=none",
                                "-s3",
                                "-x3",
                                "-k1M",
                                "-d",
                                "{out}",
                                "-o",
                                "{payload}",
                                HTTP),
                        Peer.Ready.TCP)
                .file("nginx.conf", NGINX_CONF);
        Peer rsync = Peer.of(
                        "rsync daemon, -W",
                        List.of(
                                "rsync",
                                "--daemon",
                                "--no-detach",
                                "--address=127.0.0.1",
                                "--port={port}",
                                "--config={dir}/rsyncd.conf"),
                        List.of("rsync", "-W", "rsync://127.0.0.1:{port}/bench/{payload}", "{received}"),
                        Peer.Ready.TCP)
                .file("rsyncd.conf", RSYNCD_CONF);
        return List.of(
                vsftpd.row(group + "/vsftpd", suffix, place, sizeBytes),
                nginx.row(group + "/nginx", suffix, place, sizeBytes),
                aria2c.row(group + "/aria2c", suffix, place, sizeBytes),
                rsync.row(group + "/rsync", suffix, place, sizeBytes));
    }

    /** Over UDP; keys {@code peer/uftp-BLOCK} for each block size, and {@code peer/tftp} with its largest blocks. */
    public static List<Row> udp(Workplace place, long sizeBytes, int... blockBytes) {
        List<Row> rows = new ArrayList<>();
        for (int block : blockBytes) {
            rows.add(uftp(block).row("peer/uftp-" + block, "", place, sizeBytes));
        }
        Peer tftp = Peer.of(
                "tftpd-hpa + curl, blocks of 65464 B",
                List.of("in.tftpd", "-L", "-u", "root", "-a", "127.0.0.1:{port}", "-s", "{root}"),
                List.of(
                        "curl",
                        "-sSf",
                        "--tftp-blksize",
                        "65464",
                        "-o",
                        "{received}",
                        "tftp://127.0.0.1:{port}/{payload}"),
                Peer.Ready.SOON);
        rows.add(tftp.row("peer/tftp", "", place, sizeBytes));
        return rows;
    }

    /** The daemon receives; the client is named, so that no time goes into waiting for others; no limit of rate. */
    private static Peer uftp(int blockBytes) {
        return Peer.of(
                "uftp, blocks of " + blockBytes + " B",
                List.of("uftpd", "-d", "-p", "{port}", "-D", "{out}", "-I", "lo"),
                List.of(
                        "uftp",
                        "-R",
                        "-1",
                        "-b",
                        String.valueOf(blockBytes),
                        "-p",
                        "{port}",
                        "-I",
                        "lo",
                        "-M",
                        "127.0.0.1",
                        "-P",
                        "127.0.0.1",
                        "-H",
                        "127.0.0.1",
                        "{root}/{payload}"),
                Peer.Ready.SOON);
    }
}
