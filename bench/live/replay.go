// replay.go: an AWS for benches, in two modes.
//
//	replay -record FILE -upstream URL    passes calls on, counts them, and writes each answer once into FILE
//	replay -replay FILE -accounts N      answers from FILE for N accounts, and throttles as AWS does
//
// What one account answered in some regions, every account answers in every region: account and region are exchanged in the call before it is looked up and in the answer after.
// A bucket of tokens stands for each account, region and service; a call that finds none is refused with the service's own code. /-/counts says what came.
package main

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type answer struct {
	Status int
	Type   string
	Target string // X-Amzn-ErrorType
	Bucket string // X-Amz-Bucket-Region
	Body   []byte
}

type recording struct {
	Account string
	Regions []string
	Answers map[string]answer
}

type bucket struct {
	tokens float64
	last   time.Time
}

type server struct {
	mu        sync.Mutex
	rec       recording
	upstream  string
	accounts  int
	rate      float64
	burst     float64
	buckets   map[string]*bucket
	calls     atomic.Int64
	throttled atomic.Int64
	missed    atomic.Int64
	byService map[string]int64
	misses    map[string]int64
	transport http.RoundTripper
}

var scope = regexp.MustCompile(`Credential=([^/]*)/\d+/([^/]+)/([^/]+)/aws4_request`)

const management = "123456789012"

func nth(i int) string {
	if i == 0 {
		return management
	}
	return fmt.Sprintf("%012d", 200000000000+i)
}

// Whose call: keys handed out by AssumeRole carry the account; all others are the management account's.
func accountOf(key string) string {
	if strings.HasPrefix(key, "ASIASTANDIN") && len(key) == 11+12 {
		return key[11:]
	}
	return management
}

func operationOf(r *http.Request, body []byte) string {
	if t := r.Header.Get("X-Amz-Target"); t != "" {
		return t[strings.LastIndex(t, ".")+1:]
	}
	if i := bytes.Index(body, []byte("Action=")); i >= 0 {
		rest := body[i+7:]
		if j := bytes.IndexByte(rest, '&'); j >= 0 {
			rest = rest[:j]
		}
		return string(rest)
	}
	return r.Method
}

func keyOf(region, service string, r *http.Request, body []byte) string {
	query := strings.Split(r.URL.RawQuery, "&")
	sort.Strings(query)
	return region + "|" + service + "|" + r.Header.Get("X-Amz-Target") + "|" + r.Method + " " + r.URL.EscapedPath() + "?" + strings.Join(query, "&") + "|" + string(body)
}

func (s *server) take(account, region, service string) bool {
	now := time.Now()
	key := account + region + service
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.buckets[key]
	if b == nil {
		b = &bucket{s.burst, now}
		s.buckets[key] = b
	}
	b.tokens = min(s.burst, b.tokens+now.Sub(b.last).Seconds()*s.rate)
	b.last = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func (s *server) count(service, operation string) {
	s.calls.Add(1)
	s.mu.Lock()
	s.byService[service+":"+operation]++
	s.mu.Unlock()
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/-/counts" {
		s.counts(w)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	m := scope.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil {
		m = []string{"", "", "us-east-1", "sts"}
	}
	operation := operationOf(r, body)
	s.count(m[3], operation)
	if s.upstream != "" {
		s.pass(w, r, body, m[2], m[3])
		return
	}
	s.reply(w, r, body, accountOf(m[1]), m[2], m[3], operation)
}

// --- record ---

func (s *server) pass(w http.ResponseWriter, r *http.Request, body []byte, region, service string) {
	out, _ := http.NewRequest(r.Method, s.upstream+r.URL.RequestURI(), bytes.NewReader(body))
	out.Header = r.Header.Clone()
	out.Header.Del("Accept-Encoding")
	out.Host = r.Host
	got, err := s.transport.RoundTrip(out)
	if err != nil {
		http.Error(w, err.Error(), 502)
		return
	}
	defer got.Body.Close()
	text, _ := io.ReadAll(got.Body)
	for k, v := range got.Header {
		if k != "Content-Length" && k != "Connection" && k != "Transfer-Encoding" {
			w.Header()[k] = v
		}
	}
	w.WriteHeader(got.StatusCode)
	w.Write(text)
	if s.rec.Answers != nil && service != "organizations" && service != "sts" {
		s.mu.Lock()
		s.rec.Answers[keyOf(region, service, r, body)] = answer{got.StatusCode, got.Header.Get("Content-Type"), got.Header.Get("X-Amzn-Errortype"), got.Header.Get("X-Amz-Bucket-Region"), text}
		s.mu.Unlock()
	}
}

// --- replay ---

func xmlError(service, code string) (string, string) {
	if service == "ec2" {
		return "text/xml", "<Response><Errors><Error><Code>" + code + "</Code><Message>Rate exceeded</Message></Error></Errors><RequestID>1</RequestID></Response>"
	}
	if service == "s3" {
		return "application/xml", "<Error><Code>" + code + "</Code><Message>Rate exceeded</Message></Error>"
	}
	return "text/xml", "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>Rate exceeded</Message></Error><RequestId>1</RequestId></ErrorResponse>"
}

func refuse(w http.ResponseWriter, r *http.Request, body []byte, service, code string, status int) {
	if r.Header.Get("X-Amz-Target") != "" || (!bytes.Contains(body, []byte("Action=")) && service != "s3" && service != "route53" && service != "cloudfront") {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.Header().Set("X-Amzn-Errortype", code)
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"__type":"%s","message":"Rate exceeded"}`, code)
		return
	}
	kind, text := xmlError(service, code)
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	io.WriteString(w, text)
}

func (s *server) reply(w http.ResponseWriter, r *http.Request, body []byte, account, region, service, operation string) {
	if service == "sts" {
		s.sts(w, body, account, operation)
		return
	}
	if !s.take(account, region, service) {
		s.throttled.Add(1)
		code, status := "ThrottlingException", 400
		switch service {
		case "ec2":
			code, status = "RequestLimitExceeded", 503
		case "s3":
			code, status = "SlowDown", 503
		case "iam", "rds", "elasticloadbalancing":
			code = "Throttling"
		}
		refuse(w, r, body, service, code, status)
		return
	}
	if service == "organizations" {
		s.organizations(w, body, operation)
		return
	}
	theirs := region
	if !s.recorded(region) {
		theirs = s.rec.Regions[0]
	}
	swap := account != s.rec.Account || theirs != region
	if swap {
		to := strings.NewReplacer(account, s.rec.Account, region, theirs)
		body = []byte(to.Replace(string(body)))
		r.URL.Path, r.URL.RawPath = to.Replace(r.URL.Path), to.Replace(r.URL.RawPath)
		r.URL.RawQuery = to.Replace(r.URL.RawQuery)
	}
	a, ok := s.rec.Answers[keyOf(theirs, service, r, body)]
	if !ok {
		s.missed.Add(1)
		s.mu.Lock()
		s.misses[service+":"+operation+" "+r.URL.Path]++
		s.mu.Unlock()
		refuse(w, r, body, service, "AccessDenied", 403)
		return
	}
	if a.Status >= 500 { // moto does not have it: AWS would not answer so, and retrying it says nothing of us
		refuse(w, r, body, service, "AccessDenied", 403)
		return
	}
	w.Header().Set("Content-Type", a.Type)
	if a.Target != "" {
		w.Header().Set("X-Amzn-Errortype", a.Target)
	}
	if a.Bucket != "" {
		w.Header().Set("X-Amz-Bucket-Region", a.Bucket)
	}
	text := a.Body
	if swap {
		text = bytes.ReplaceAll(text, []byte(s.rec.Account), []byte(account))
		if theirs != region {
			text = bytes.ReplaceAll(text, []byte(theirs), []byte(region))
		}
	}
	w.WriteHeader(a.Status)
	w.Write(text)
}

func (s *server) recorded(region string) bool {
	for _, r := range s.rec.Regions {
		if r == region {
			return true
		}
	}
	return false
}

var roleAccount = regexp.MustCompile(`RoleArn=arn(?::|%3A)aws(?::|%3A)iam(?::|%3A)(?::|%3A)(\d{12})`)

func (s *server) sts(w http.ResponseWriter, body []byte, account, operation string) {
	w.Header().Set("Content-Type", "text/xml")
	if m := roleAccount.FindSubmatch(body); operation == "AssumeRole" && m != nil {
		fmt.Fprintf(w, `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIASTANDIN%s</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>`+
			`<SessionToken>token</SessionToken><Expiration>%s</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`, m[1], time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
		return
	}
	fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::%s:root</Arn><UserId>%s</UserId><Account>%s</Account>`+
		`</GetCallerIdentityResult></GetCallerIdentityResponse>`, account, account, account)
}

func (s *server) organizations(w http.ResponseWriter, body []byte, operation string) {
	var in struct{ ParentId, NextToken string }
	json.Unmarshal(body, &in)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	switch operation {
	case "DescribeOrganization":
		fmt.Fprintf(w, `{"Organization":{"Id":"o-standin000","MasterAccountId":"%s"}}`, management)
	case "ListRoots":
		io.WriteString(w, `{"Roots":[{"Id":"r-root","Name":"Root"}]}`)
	case "ListOrganizationalUnitsForParent":
		io.WriteString(w, `{"OrganizationalUnits":[]}`)
	case "ListAccounts", "ListAccountsForParent":
		var from int
		fmt.Sscanf(in.NextToken, "%d", &from)
		list := []map[string]any{}
		for i := from; i < min(from+20, s.accounts); i++ {
			list = append(list, map[string]any{"Id": nth(i), "Name": fmt.Sprintf("account-%d", i), "Status": "ACTIVE", "JoinedTimestamp": 1.7e9})
		}
		out := map[string]any{"Accounts": list}
		if from+20 < s.accounts {
			out["NextToken"] = fmt.Sprint(from + 20)
		}
		json.NewEncoder(w).Encode(out)
	default:
		io.WriteString(w, `{"Tags":[]}`)
	}
}

// --- start ---

func (s *server) counts(w http.ResponseWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	json.NewEncoder(w).Encode(map[string]any{"calls": s.calls.Load(), "throttled": s.throttled.Load(), "missed": s.missed.Load(), "by": s.byService, "misses": s.misses})
}

func main() {
	record, replay := flag.String("record", "", "file to write"), flag.String("replay", "", "file to answer from")
	upstream, accounts := flag.String("upstream", "", "where calls go"), flag.Int("accounts", 10, "how many accounts")
	regions := flag.String("regions", "eu-west-1,eu-central-1,us-east-1,us-west-2", "those that are recorded")
	rate, burst := flag.Float64("rate", 20, "calls a second of an account, region and service"), flag.Float64("burst", 100, "calls at once")
	port := flag.String("port", "", "file into which the port is written")
	flag.Parse()
	s := &server{upstream: *upstream, accounts: *accounts, rate: *rate, burst: *burst, buckets: map[string]*bucket{}, byService: map[string]int64{}, misses: map[string]int64{},
		transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	if *replay != "" {
		f, err := os.Open(*replay)
		if err != nil {
			log.Fatal(err)
		}
		if err := gob.NewDecoder(f).Decode(&s.rec); err != nil {
			log.Fatal(err)
		}
	} else if *record != "" {
		s.rec = recording{management, strings.Split(*regions, ","), map[string]answer{}}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*port, []byte(fmt.Sprint(l.Addr().(*net.TCPAddr).Port)), 0o644); err != nil {
		log.Fatal(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go http.Serve(l, s)
	<-stop
	if *record != "" {
		f, err := os.Create(*record)
		if err != nil {
			log.Fatal(err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if err := gob.NewEncoder(f).Encode(s.rec); err != nil {
			log.Fatal(err)
		}
		f.Close()
	}
}
