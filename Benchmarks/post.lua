-- wrk: POST OrderFull, 64 bodies in turn. wrk … -s post.lua URL -- FOLDER TOKEN
local requests, turn = {}, 0

function init(arguments)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. arguments[2]
  for number = 0, 63 do
    local file = assert(io.open(string.format("%s/%02d.json", arguments[1], number)))
    requests[#requests + 1] = wrk.format(nil, nil, nil, file:read("*a"))
    file:close()
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end
