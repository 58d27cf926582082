# Makes a bare Debian look like a control-plane node: manifest, keys, logs, a kubelet, an apiserver that refuses anonymous
# requests. Nothing of it is real but owners and modes.
mkdir -p /etc/kubernetes/manifests /etc/kubernetes/pki/etcd /var/lib/kubelet/pki /var/lib/etcd/member/snap /root
chmod 0700 /etc/kubernetes/manifests /var/lib/etcd /var/lib/kubelet/pki

cat >/etc/kubernetes/manifests/kube-apiserver.yaml <<'END'
apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
  namespace: kube-system
spec:
  hostNetwork: true
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver:v1.19.16
    command:
    - kube-apiserver
    - --anonymous-auth=false
    - --insecure-port=8080
    - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key
    livenessProbe:
      httpGet: {host: 127.0.0.1, path: /livez, port: 8080, scheme: HTTP}
      periodSeconds: 1
      failureThreshold: 3
    volumeMounts:
    - {name: pki, mountPath: /etc/kubernetes/pki, readOnly: true}
  volumes:
  - name: pki
    hostPath: {path: /etc/kubernetes/pki}
END
chmod 0600 /etc/kubernetes/manifests/kube-apiserver.yaml

keep() { mkdir -p "$(dirname "$2")"; printf 'TOLD:%s\n' "$2" >"$2"; chmod "$1" "$2"; }
for key in ca.key sa.key apiserver.key front-proxy-ca.key front-proxy-client.key etcd/ca.key etcd/server.key etcd/peer.key \
    apiserver-kubelet-client.key; do
    keep 0600 "/etc/kubernetes/pki/$key"
done
for file in token tls/service.current.key tls/client-admin.key tls/etcd/server-ca.key db/etcd/member/snap/db; do
    keep 0600 "/var/lib/rancher/rke2/server/$file"
done
for file in /etc/kubernetes/admin.conf /etc/kubernetes/super-admin.conf /root/.kube/config /home/admin/.kube/config \
    /var/lib/kubelet/pki/kubelet.key /var/lib/etcd/member/snap/db /etc/ssh/ssh_host_ed25519_key \
    /etc/ssl/private/site.key; do
    keep 0600 "$file"
done
keep 0600 /var/lib/kubelet/config.yaml
printf 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifests\n' \
    >/var/lib/kubelet/config.yaml
keep 0600 /etc/kubernetes/scheduler.conf
keep 0640 /var/lib/docker/containers/0123/0123-json.log
chmod 0710 /var/lib/docker /var/lib/docker/containers

# One more attempt: the kubelet gives each its own log file.
cat >/usr/local/bin/restart-apiserver <<'END'
#!/bin/sh
set -eu
logs=/var/log/pods/kube-system_kube-apiserver-master-1_0123456789abcdef0123456789abcdef/kube-apiserver
mkdir -p "$logs"
chmod 0750 /var/log/pods
number=$(find "$logs" -name '*.log' | wc -l)
printf '%s stderr F I0101 00:00:00.000000       1 server.go:625] Version: v1.19.16\n' \
    "$(date -u +%FT%T.%NZ)" >"$logs/$number.log"
chmod 0640 "$logs/$number.log"
END
chmod 0755 /usr/local/bin/restart-apiserver
/usr/local/bin/restart-apiserver

cat >/usr/local/bin/kubelet <<'END'
#!/usr/bin/python3
import signal, sys, time
print('I0101 00:00:00.000000       1 server.go:411] "Kubelet version" kubeletVersion="v1.19.16"', file=sys.stderr, flush=True)
signal.pause()
END
cat >/usr/local/bin/apiserver-that-refuses <<'END'
#!/usr/bin/python3
import http.server
class Refusing(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(401)
        self.end_headers()
        self.wfile.write(b"Unauthorized\n")
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", 8080), Refusing).serve_forever()
END
chmod 0755 /usr/local/bin/kubelet /usr/local/bin/apiserver-that-refuses
for program in kubelet apiserver-that-refuses; do
    printf '[Service]\nExecStart=/usr/local/bin/%s --config=/var/lib/kubelet/config.yaml\n' "$program" \
        >"/etc/systemd/system/$program.service"
done
systemctl daemon-reload
systemctl start kubelet apiserver-that-refuses
